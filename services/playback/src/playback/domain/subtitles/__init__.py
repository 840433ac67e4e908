"""Subtitles: WebVTT, and SRT that becomes WebVTT."""
