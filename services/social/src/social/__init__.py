"""What users share: people, friends and followers, and the activity feed.

Consumes users, their libraries and plays; every response and stream respects the privacy of each user as it is now.
"""
