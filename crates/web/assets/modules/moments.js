// <input type="range" data-slides="at" hidden>: slides over the lines of the list with that id, which works alone.
export const slide = (root) => {
  root.querySelectorAll("[data-slides]").forEach((range) => {
    const list = root.getElementById(range.dataset.slides);
    const tell = () => range.setAttribute("aria-valuetext", list.options[list.selectedIndex].text);
    const follow = () => {
      range.value = String(list.selectedIndex);
      tell();
    };
    range.max = String(list.options.length - 1);
    follow();
    range.hidden = false;
    // What is chosen is shown at once.
    range.form.querySelector("button").hidden = true;
    range.oninput = () => {
      list.selectedIndex = Number(range.value);
      tell();
    };
    list.oninput = follow;
  });
};
