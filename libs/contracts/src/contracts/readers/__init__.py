"""Reader models: the part of an event that one consumer uses, one module per consumer.

A consumer that needs five fields of an event parses those five and does not validate the other fifty. The tests of the
contracts prove that a reader agrees with its contract: every field exists there with the same type, and every record of
the contract reads as the same values.
"""
