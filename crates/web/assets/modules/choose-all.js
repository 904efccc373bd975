// <div data-choose-all="全选">: a box above a list that ticks all of its boxes. Without scripts each is ticked by itself.
export const chooseAll = (root) => {
  root.querySelectorAll("[data-choose-all]").forEach((list) => {
    if (list.dataset.canChoose) return;
    list.dataset.canChoose = "yes";
    const boxes = [...list.querySelectorAll("input[type=checkbox]")];
    if (boxes.length < 2) return;
    const label = document.createElement("label");
    label.className = "form-check tick choose-all";
    const box = document.createElement("input");
    box.type = "checkbox";
    box.className = "form-check-input";
    label.append(box, list.dataset.chooseAll);
    list.prepend(label);
    const tell = () => {
      const ticked = boxes.filter((one) => one.checked).length;
      box.checked = ticked === boxes.length;
      box.indeterminate = ticked > 0 && ticked < boxes.length;
    };
    box.addEventListener("change", () => boxes.forEach((one) => { one.checked = box.checked; }));
    boxes.forEach((one) => one.addEventListener("change", tell));
  });
};
