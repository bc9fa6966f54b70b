/** Spec of an encoding by a network of neurons that fire many times, in time steps. */
package io.firstspike.engine.spec.stepped;
