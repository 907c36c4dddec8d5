// Files of this site for a page that has no cookie: they are fetched with its session, then shown or saved.

import { fetchFile } from "./stream.js";
import { word } from "./words.js";

/** Shows a picture; where it cannot be had, its words are opened instead. */
export async function show(picture, address, said) {
  try {
    const { blob } = await fetchFile(address);
    const made = URL.createObjectURL(blob);
    picture.addEventListener("load", () => URL.revokeObjectURL(made), { once: true });
    picture.src = made;
  } catch {
    picture.remove();
    said.open = true;
  }
}

/** Saves the file behind a link that was pressed; `told` says what becomes of it. */
export async function save(event, address, told, tag) {
  event.preventDefault();
  told.textContent = word("frame.saving", {}, tag);
  try {
    const { blob, name } = await fetchFile(address);
    const made = URL.createObjectURL(blob);
    const link = document.createElement("a");
    link.href = made;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(made), 60000);
    told.textContent = word("frame.saved", {}, tag);
  } catch (trouble) {
    told.textContent = trouble.message;
  }
}
