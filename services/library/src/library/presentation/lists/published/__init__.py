"""Lists outside of the service: public links, files and feeds."""
