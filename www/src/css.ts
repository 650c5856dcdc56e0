// A Lit directive that sets style properties without inline styles, which the page's policy forbids.
import { type AttributePart, nothing } from "lit";
import { Directive, directive, type ElementPart, type PartInfo, PartType } from "lit/directive.js";

/**
 * Sets style properties on an element through the CSSOM, e.g. `<i ${css({ left: "60%" })}></i>`. A `style` attribute, which is
 * also what Lit's own styleMap writes on first render, is refused by a Content-Security-Policy without 'unsafe-inline'.
 */
class StyleProperties extends Directive {
  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error("css() stands on an element");
  }

  override render(_properties: Readonly<Record<string, string>>) {
    return nothing;
  }

  override update(part: ElementPart | AttributePart, [properties]: [Readonly<Record<string, string>>]) {
    const { style } = part.element as HTMLElement;
    for (const [name, value] of Object.entries(properties)) style.setProperty(name, value);
    return nothing;
  }
}

export const css = directive(StyleProperties);
