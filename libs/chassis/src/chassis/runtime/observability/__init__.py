"""What operators see of a process, in parts: names of attributes, exporters, fields of log lines, masking."""
