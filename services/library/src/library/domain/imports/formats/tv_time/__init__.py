"""The archive of personal data of TV Time, and the table of the tool that many users exported with instead."""
