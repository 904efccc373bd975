// A pad on which the customer signs, by finger, pen or mouse; a tick stands beside it for whoever cannot. What is drawn
// becomes the file of the form, and ticks its box. Browsers that cannot do it show the tick alone.
const canDraw = () => {
  try {
    return Boolean(window.PointerEvent && new DataTransfer().items && new File([], "x"));
  } catch {
    return false;
  }
};

const fileOf = (canvas) => {
  const [, data] = canvas.toDataURL("image/png").split(",");
  const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
  return new File([bytes], "signature.png", { type: "image/png" });
};

export const takeSignatures = (root) => {
  root.querySelectorAll("[data-signature]").forEach((pad) => {
    if (pad.dataset.taken || !canDraw()) return;
    pad.dataset.taken = "yes";
    pad.hidden = false;
    const canvas = pad.querySelector("canvas");
    const input = pad.querySelector("input");
    const status = pad.querySelector("[role=status]");
    const tick = document.getElementById(pad.dataset.ticks);
    const pen = canvas.getContext("2d");
    const clear = () => {
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      input.value = "";
      status.textContent = pad.dataset.empty;
    };
    const place = (event) => {
      const box = canvas.getBoundingClientRect();
      return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
    };
    let isDown = false;
    canvas.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      isDown = true;
      canvas.setPointerCapture(event.pointerId);
      Object.assign(pen, { lineWidth: 7, lineCap: "round", lineJoin: "round", strokeStyle: "#111" });
      pen.beginPath();
      pen.moveTo(...place(event));
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!isDown) return;
      pen.lineTo(...place(event));
      pen.stroke();
    });
    const lift = () => {
      if (!isDown) return;
      isDown = false;
      const transfer = new DataTransfer();
      transfer.items.add(fileOf(canvas));
      input.files = transfer.files;
      status.textContent = pad.dataset.signed;
      if (tick) tick.checked = true;
    };
    canvas.addEventListener("pointerup", lift);
    canvas.addEventListener("pointercancel", lift);
    pad.querySelector("button").addEventListener("click", () => {
      // What was ticked by signing is not agreed to without.
      if (tick && input.files.length) tick.checked = false;
      clear();
    });
    clear();
  });
};
