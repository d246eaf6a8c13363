// Lights up the words of a record while it is pointed at or has the focus, and the record while its words are.
"use strict";

const names = (element) =>
  [...element.classList].flatMap((name) => (/^r-[eqlg]\d+$/.test(name) ? [name.slice(2)] : []));

function of(target) {
  const card = target.closest(".card[id]");
  if (card) return [card.id];
  const words = target.closest(".text [class]");
  return words ? names(words) : [];
}

function light(event) {
  for (const lit of document.querySelectorAll(".lit")) lit.classList.remove("lit");
  if (!(event.target instanceof Element)) return;
  for (const record of of(event.target)) {
    document.getElementById(record)?.classList.add("lit");
    for (const words of document.getElementsByClassName(`r-${record}`)) words.classList.add("lit");
    for (const words of document.getElementsByClassName(`sentence-${record}`)) words.classList.add("lit");
  }
}

document.addEventListener("pointerover", light);
document.addEventListener("focusin", light);
