/** Layers of a planned network at work: each computes its output of a time step from its input. */
package io.firstspike.engine.stepped.layer;
