"""What runs in the worker process: the runner of jobs and the scheduler."""
