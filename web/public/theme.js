// Sets the theme before the first paint. Kept out of the page because its policy forbids scripts inside it.
(function () {
  function stored() {
    try {
      return localStorage.getItem('salus.theme');
    } catch {
      return null;
    }
  }
  const choice = stored();
  const dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
