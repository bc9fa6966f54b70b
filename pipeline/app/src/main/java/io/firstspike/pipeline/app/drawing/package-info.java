/**
 * Pictures for papers and pages: what they show ({@code ...Plot}, {@code ...Sheet}), the axes that
 * they share, and the surfaces that they are drawn on, PNG and SVG.
 */
package io.firstspike.pipeline.app.drawing;
