"""Notes of users about titles. Replace the example by the subject of this service.

Consumes `user.deleted`; publishes nothing yet.
"""
