// A chosen text file fills the field below it; without scripts the text is pasted.
export const readFiles = (root) => {
  root.querySelectorAll("input[type=file][data-into]").forEach((input) => {
    input.hidden = false;
    input.addEventListener("change", async () => {
      const field = root.getElementById(input.dataset.into);
      if (input.files[0] && field) field.value = await input.files[0].text();
    });
  });
};
