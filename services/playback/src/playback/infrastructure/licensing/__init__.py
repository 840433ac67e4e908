"""Licence servers of vendors: Widevine by Google, PlayReady and FairPlay by Axinom."""
