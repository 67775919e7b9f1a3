"""The planner's page: what a study found, in English and Finnish, as one file."""
