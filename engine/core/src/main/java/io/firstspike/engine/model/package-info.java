/**
 * Trained models: spec, weights, learning progress and provenance of a network, and their file
 * format.
 */
package io.firstspike.engine.model;
