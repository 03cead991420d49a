// Puts a button beside each line that is there to be copied. Without script, or where the browser gives no clipboard, the line is marked by hand.
"use strict";
if (navigator.clipboard) {
  const said = document.getElementById("said");
  for (const line of document.querySelectorAll("[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button small";
    button.textContent = "Copy";
    const name = document.createElement("span");
    name.className = "hidden-text";
    name.textContent = " " + line.dataset.copy;
    button.append(name);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(line.textContent.trim());
      if (said) said.textContent = "Copied.";
      button.firstChild.textContent = "Copied";
      setTimeout(() => { button.firstChild.textContent = "Copy"; }, 2000);
    });
    line.after(button);
  }
}
