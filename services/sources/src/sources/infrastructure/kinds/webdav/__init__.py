"""WebDAV servers, such as Nextcloud."""
