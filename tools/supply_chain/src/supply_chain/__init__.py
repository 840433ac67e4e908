"""What Marquee is made of: bill of materials, licences, and known vulnerabilities."""
