// <form data-ask="真的吗？">, or one of its buttons: asks before it is sent. Without scripts the page behind it asks.
export const askBefore = (root) => {
  root.addEventListener("submit", (event) => {
    const question = (event.submitter && event.submitter.dataset.ask) || event.target.dataset.ask;
    if (question && !window.confirm(question)) event.preventDefault();
  });
};
