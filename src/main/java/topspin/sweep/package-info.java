/**
 * Many runs as one: variants × seeds, each trial a run of its own, several at once, stopped and resumed at will.
 * Nothing here reads YAML or prints.
 */
package topspin.sweep;
