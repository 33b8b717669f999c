// Sets the theme before the first paint. Kept out of the page because its policy forbids scripts inside it.
(function () {
  var choice = null;
  try {
    choice = localStorage.getItem('salus.theme');
  } catch (refused) {
    choice = null;
  }
  var dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
