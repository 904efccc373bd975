// A form sent twice by an impatient finger is sent once. Its key makes the second one harmless anyway; this saves the wait.
export const sendOnce = (root) => {
  root.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    const form = event.target;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    // What comes as a file leaves the page as it is.
    const isAgain = form.hasAttribute("hx-post") || form.hasAttribute("data-again");
    if (form.method === "post" && !isAgain) form.dataset.sent = "yes";
  });
  // Coming back with the browser's button shows the form as it was: it may be sent again.
  window.addEventListener("pageshow", () => {
    root.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });
};
