"""What a machine needs besides the package."""
