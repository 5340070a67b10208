// A file of its own, so that pages run no script that stands inside them.
const explorer = document.getElementById("explorer");

// Redoc shows a logo that it fetches from its maker's host, and has no option against that: an
// image from elsewhere is told that it could not be loaded, and nobody is asked.
const image = HTMLImageElement.prototype;
const { get, set } = Object.getOwnPropertyDescriptor(image, "src");
const isElsewhere = (address) => new URL(address, location).protocol.startsWith("http")
  && new URL(address, location).origin !== location.origin;
Object.defineProperty(image, "src", {
  get,
  set(address) {
    if (isElsewhere(address)) setTimeout(() => this.dispatchEvent(new Event("error")));
    else set.call(this, address);
  },
});
image.setAttribute = function (name, value) {
  if (name !== "src") Element.prototype.setAttribute.call(this, name, value);
  else this.src = value;
};

// System fonts: the stock page fetches others from another host.
const fontFamily = "system-ui, sans-serif";
Redoc.init(
  explorer.dataset.document,
  { theme: { typography: { fontFamily, headings: { fontFamily } } } },
  explorer,
);
