"""Music folders: added and changed by administrators."""
