// Everything works without this file; with it, pages change in place and clocks run.
import "htmx.org";
import { chooseAll } from "./modules/choose-all.js";
import { countDown } from "./modules/countdown.js";
import { keepBadge } from "./modules/badge.js";
import { askBefore } from "./modules/confirm.js";
import { slide } from "./modules/moments.js";
import { pastePapers, takePapers } from "./modules/papers.js";
import { readFiles } from "./modules/read-file.js";
import { takeSignatures } from "./modules/signature.js";
import { sendOnce } from "./modules/submit-once.js";

const start = () => {
  chooseAll(document);
  countDown(document);
  slide(document);
  readFiles(document);
  takePapers(document);
  takeSignatures(document);
};

askBefore(document);
sendOnce(document);
pastePapers(document);
document.addEventListener("DOMContentLoaded", start);
document.addEventListener("DOMContentLoaded", () => keepBadge(document));
document.addEventListener("htmx:after:swap", start);
