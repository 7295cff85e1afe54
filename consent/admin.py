"""Every admin page, gathered for Django."""
