"""What happens, in order: the night, the commands, what is told of them. Prefect lives here and nowhere else."""
