// The bar exists on the pages of users, where the installation has music.
document.addEventListener("DOMContentLoaded", () => {
  const root = document.getElementById("music");
  if (!root) return;
  const player = new MusicPlayer(root);
  new MusicPages(player);
  new MusicNavigation(player);
});
