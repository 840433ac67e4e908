"""The processes of a stack: started, monitored, and stopped with their parent."""
