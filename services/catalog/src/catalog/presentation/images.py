"""Image paths to sets of addresses, as the documents store them."""

from dataclasses import dataclass

from chassis.http.images import BACKDROP, POSTER, STILL, image_urls

ImageSet = dict[str, str]


@dataclass(frozen=True, slots=True)
class Images:
    """Builds the four sizes of an image below `base`."""

    base: str

    def poster(self, path: str | None) -> ImageSet | None:
        """Return the sizes of a poster or logo, or null without one."""
        return image_urls(path, POSTER, self.base)

    def backdrop(self, path: str | None) -> ImageSet | None:
        """Return the sizes of a backdrop, or null without one."""
        return image_urls(path, BACKDROP, self.base)

    def still(self, path: str | None) -> ImageSet | None:
        """Return the sizes of a still of an episode, or null without one."""
        return image_urls(path, STILL, self.base)
