/**
 * What networks of neurons that fire many times are shown: numbers for each time step and input.
 */
package io.firstspike.engine.stepped.stimulus;
