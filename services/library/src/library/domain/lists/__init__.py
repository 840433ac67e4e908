"""Lists of titles: ordered ones that users fill and share, and smart ones that rules fill."""
