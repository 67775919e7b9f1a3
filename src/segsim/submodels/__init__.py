"""The processes of a year, one file each; every process takes the world and changes it."""
