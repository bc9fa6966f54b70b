/**
 * The backend {@code nd4j}, which states the engine's semantics as dense operations on tensors of
 * ND4J. The packages below it, each of which knows only those before: {@code tensor} and {@code
 * runtime}, {@code layer}, {@code encode}, {@code network}, {@code learn}. Package {@code gradient}
 * knows {@code runtime} alone.
 */
package io.firstspike.engine.nd4j;
