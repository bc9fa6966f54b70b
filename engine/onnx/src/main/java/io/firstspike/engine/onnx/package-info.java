/**
 * Trained networks without spikes in ONNX files, read as graphs of convolutions, full connections,
 * pools and rectifiers.
 */
package io.firstspike.engine.onnx;
