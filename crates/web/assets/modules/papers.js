// Photos are made smaller before they are sent, and screenshots can be pasted. Without scripts they go as they are.
const SIDE_MAX = 2400;
const BYTES_ENOUGH = 1_000_000;
const COUNT_MAX = 10;

// A browser that cannot do it leaves the file as it is: the server takes it, too.
const smaller = async (file) => {
  if (!/^image\/(jpeg|png)$/.test(file.type) || file.size <= BYTES_ENOUGH || !window.createImageBitmap) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, SIDE_MAX / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    return blob && blob.size < file.size ? new File([blob], "photo.jpg", { type: "image/jpeg" }) : file;
  } catch {
    return file;
  }
};

const canReplace = () => {
  try {
    return Boolean(new DataTransfer().items);
  } catch {
    return false;
  }
};

const put = async (input, files) => {
  const status = input.parentElement.querySelector("[data-papers-chosen]");
  const button = input.form?.querySelector("button:not([formaction])");
  if (status) {
    status.hidden = false;
    status.textContent = status.dataset.papersWorking;
  }
  if (button) button.disabled = true;
  const transfer = new DataTransfer();
  for (const file of files.slice(0, COUNT_MAX)) transfer.items.add(await smaller(file));
  input.files = transfer.files;
  if (button) button.disabled = false;
  if (status) status.textContent = status.dataset.papersChosen.replace("{count}", input.files.length);
};

export const takePapers = (root) => {
  root.querySelectorAll("input[type=file][data-papers]").forEach((input) => {
    if (input.dataset.taken) return;
    input.dataset.taken = "yes";
    input.addEventListener("change", () => {
      const tick = input.dataset.ticks && document.getElementById(input.dataset.ticks);
      if (tick && input.files.length) tick.checked = true;
      if (canReplace()) put(input, [...input.files]);
    });
  });
};

// A screenshot pasted anywhere on the page joins the files of the form that takes any.
export const pastePapers = (root) => {
  root.addEventListener("paste", (event) => {
    const input = root.querySelector("input[type=file][data-pasted]");
    const pasted = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith("image/"));
    if (!input || !pasted.length || !canReplace()) return;
    event.preventDefault();
    input.closest("details")?.setAttribute("open", "");
    put(input, [...input.files, ...pasted]);
  });
};
