// Put into a copy of a gallery page by journey_test.cc: what the browser made of every picture and film.
window.addEventListener('load', async () => {
  const pictures = [...document.images].map(
    image => image.getAttribute('src') + ' ' + (image.complete && image.naturalWidth > 0 ? 'loaded' : 'missing'));
  const films = await Promise.all([...document.querySelectorAll('video')].map(film => new Promise(done => {
    const say = what => done(film.getAttribute('src') + ' ' + what);
    film.muted = true;
    film.addEventListener('timeupdate', () => {
      if (film.currentTime < 1) return;
      film.pause();
      say('played');
    });
    film.addEventListener('ended', () => say('played'));
    film.addEventListener('error', () => say('broken'));
    film.play().catch(error => say('refused: ' + error));
  })));
  const outside = performance.getEntriesByType('resource').map(entry => entry.name).filter(
    name => !name.startsWith('file:'));
  console.log(['probe', ...pictures, ...films, ...outside.map(name => 'outside ' + name), 'done'].join('\n'));
});
