"""The options of `marquee backup` and `marquee restore`, without what the commands need: every command reads them."""

import argparse
from pathlib import Path

from devstack.options import add_data_option, add_options


def add_backup_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of `backup`."""
    add_data_option(parser)
    parser.add_argument("--to", help="folder or s3://bucket/folder (default: a new one in the data folder)")
    parser.add_argument("--keys-with", type=Path, metavar="FILE", help="seal the keys with the key of this file")
    parser.add_argument("--metrics-file", type=Path, help="file for node-exporter (default: in the data folder)")
    _add_deployment(parser)


def add_restore_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of `restore`."""
    add_options(parser)
    parser.add_argument("place", help="folder or s3://bucket/folder of the backup")
    parser.add_argument("--force", action="store_true", help="replace the data that is there")
    parser.add_argument("--keep-log", action="store_true", help="keep what Kafka holds, and read it again")
    parser.add_argument(
        "--only", action="append", choices=["database", "log", "objects"], help="restore this part alone"
    )
    parser.add_argument("--keys-with", type=Path, metavar="FILE", help="open the keys with the key of this file")
    _add_deployment(parser)


def _add_deployment(parser: argparse.ArgumentParser) -> None:
    """Add the options that name a deployment elsewhere; without them it is the stack of the data folder."""
    other = parser.add_argument_group("a deployment elsewhere")
    other.add_argument("--database-url", help="address of its database, as a superuser, without the password")
    other.add_argument("--database-password-file", type=Path, help="file with the superuser's password")
    other.add_argument("--kafka", metavar="HOST:PORT", help="address of Kafka")
    other.add_argument("--kafka-security", choices=["PLAINTEXT", "SSL", "SASL_SSL"], default="PLAINTEXT")
    other.add_argument("--kafka-username", help="user of Kafka")
    other.add_argument("--kafka-password-file", type=Path, help="file with the password of the user")
    other.add_argument("--kafka-ca-file", type=Path, help="file with the authority of the brokers' certificates")
    other.add_argument("--storage-endpoint", help="address of the object storage")
    other.add_argument("--storage-bucket", default="marquee")
    other.add_argument("--storage-access-key", default="")
    other.add_argument("--storage-secret-key-file", type=Path, help="file with the secret key")
