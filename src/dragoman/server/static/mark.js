// What is marked in the text becomes the words of the record that is to be added.
"use strict";

const text = document.querySelector(".text");

function points(value) {
  return [...value].length; // offsets count characters, not the halves that a string of JavaScript is made of
}

document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  if (!text || !selection || selection.isCollapsed || !selection.rangeCount) return;
  const range = selection.getRangeAt(0);
  if (!text.contains(range.commonAncestorContainer)) return;
  const before = document.createRange();
  before.setStart(text, 0);
  before.setEnd(range.startContainer, range.startOffset);
  for (const form of document.querySelectorAll('form[action="/add"]')) {
    form.elements.namedItem("words").value = range.toString();
    form.elements.namedItem("start").value = points(before.toString());
  }
});
