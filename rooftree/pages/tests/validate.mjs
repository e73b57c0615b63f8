// Validates pages for rooftree/pages/tests/html.py: one line of JSON in (a page), one line out (its faults).
// It stays up while the tests run, so that a page costs milliseconds.

import { createInterface } from "node:readline";
import { FileSystemConfigLoader, HtmlValidate } from "html-validate";

const loader = new FileSystemConfigLoader({
  root: true,
  extends: ["html-validate:standard", "html-validate:a11y"],
  rules: {
    "no-inline-style": "error",
    "no-missing-references": "error",
    "require-sri": "off",
    "long-title": "off",
    // The design system writes `role="button"` on links that look like buttons, and `role="group"` on
    // fieldsets, for readers that need to be told.
    "prefer-native-element": "off",
    "aria-label-misuse": ["error", { allowAnyNamable: true }],
    "no-redundant-role": "off",
    "wcag/h63": "error",
  },
});
const validator = new HtmlValidate(loader);

for await (const line of createInterface({ input: process.stdin })) {
  const report = await validator.validateString(JSON.parse(line));
  const faults = report.results.flatMap((result) =>
    result.messages.map((fault) => `${fault.line}:${fault.column} ${fault.ruleId}: ${fault.message}`),
  );
  process.stdout.write(JSON.stringify(faults) + "\n");
}
