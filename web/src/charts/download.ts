/**
 * A chart as a file of its own. Colours and fonts of the page are written into a copy, so that the drawing looks
 * the same outside.
 */
const STYLES = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'opacity', 'font', 'letter-spacing', 'text-anchor'];

export function chartAsSvg(chart: SVGSVGElement, title: string): string {
  const copy = chart.cloneNode(true) as SVGSVGElement;
  const drawn = [chart, ...chart.querySelectorAll('*')];
  const written = [copy, ...copy.querySelectorAll('*')];
  drawn.forEach((element, i) => {
    const style = getComputedStyle(element);
    const target = written[i] as SVGElement | undefined;
    for (const name of STYLES) {
      const value = style.getPropertyValue(name);
      if (value && value !== 'none') target?.style.setProperty(name, value);
    }
    if (element.getAttribute('fill')?.startsWith('url(')) target?.style.setProperty('fill', 'url(#hatch)');
    if (element.getAttribute('fill') === 'none') target?.style.setProperty('fill', 'none');
  });
  const hatch = document.getElementById('hatch')?.cloneNode(true) as SVGElement | undefined;
  if (hatch) {
    hatch.querySelector('path')?.setAttribute('stroke', getComputedStyle(document.documentElement).getPropertyValue('--hatch').trim());
    const defs = document.createElementNS('http://www.w3.org/2000/svg', 'defs');
    defs.append(hatch);
    copy.prepend(defs);
  }
  const heading = document.createElementNS('http://www.w3.org/2000/svg', 'title');
  heading.textContent = title;
  copy.prepend(heading);
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.removeAttribute('aria-hidden');
  return new XMLSerializer().serializeToString(copy);
}
