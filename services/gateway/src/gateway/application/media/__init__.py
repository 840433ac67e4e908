"""Media files of videos: who may read them, which are in memory, and how long a response may go on."""
