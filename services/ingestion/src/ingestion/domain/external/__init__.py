"""External lists: lists at other sites that users follow."""
