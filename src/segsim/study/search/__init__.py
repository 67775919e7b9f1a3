"""Which packages of policies reach a target at the least price (`docs/search.md`)."""
