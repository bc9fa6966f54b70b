/**
 * Models: a network's spec, weights and progress with their provenance, and the file of all that.
 */
package io.firstspike.engine.model;
