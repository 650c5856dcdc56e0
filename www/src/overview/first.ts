// What the first screen asks, and the titles that other schemes ask for. The build reads this too: these fields come with the page.
export const asked = ["location", "industry", "revenue", "staff_total", "loan_amount"] as const;
export const titles = ["hnte", "tech_sme", "innovative_sme", "srdi_sme", "little_giant"] as const;

/** What an address begins with that asks a colleague for some fields. */
export const ASK = "ask=";
