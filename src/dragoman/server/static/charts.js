// Draws what pages have as numbers: where events happened, and scores over time. Without it the numbers stay.
"use strict";

async function read(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

const quads = ["verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict"];

// What most of the events of a place are; each has its colour in desk.css.
const most = (row) => 1 + quads.reduce((best, name, n) => (row[name] > row[quads[best]] ? n : best), 0);

async function map(figure) {
  const [land, places] = await Promise.all([read("/static/land-110m.json"), read(figure.dataset.source)]);
  if (!places.items.length) return null;
  return Plot.plot({
    projection: "equal-earth",
    width: 960,
    ariaLabel: figure.dataset.label,
    r: { range: [0, 16] },
    marks: [
      Plot.geo(topojson.feature(land, land.objects.land), { fill: "currentColor", fillOpacity: 0.15 }),
      ...[1, 2, 3, 4].map((quad) =>
        Plot.dot(
          places.items.filter((row) => most(row) === quad),
          {
            x: "lon",
            y: "lat",
            r: "events",
            fill: `var(--quad${quad})`,
            stroke: "currentColor",
            href: (row) => `/search?what=events&place=${encodeURIComponent(row.place)}`,
            title: (row) => `${row.place}, ${row.country}: ${row.events} events`,
          },
        ),
      ),
    ],
  });
}

async function scores(figure) {
  const rows = (await read(figure.dataset.source)).items.map((row) => ({ ...row, day: new Date(row.period) }));
  if (rows.length < 2) return null;
  return Plot.plot({
    width: 960,
    height: 180,
    ariaLabel: figure.dataset.label,
    y: { label: "mean score", grid: true },
    x: { label: null, type: "utc" },
    marks: [
      Plot.ruleY([0]),
      Plot.lineY(rows, { x: "day", y: "score" }),
      Plot.dot(rows, { x: "day", y: "score", fill: "currentColor", title: (row) => `${row.period}: ${row.score}` }),
    ],
  });
}

for (const figure of document.querySelectorAll("figure[data-draw]")) {
  const draw = { map, scores }[figure.dataset.draw];
  draw(figure).then((drawn) => {
    if (!drawn) return;
    // What is labelled needs a role, or a screen reader may leave the label out.
    for (const part of [drawn, ...drawn.querySelectorAll("g[aria-label]")]) part.setAttribute("role", "group");
    figure.prepend(drawn);
  });
}
