/**
 * The gym-http-api, both ways: other programs' worlds as environments here, and worlds from here served to other programs.
 * Everything that arrives is checked and bounded before it is used. Called by the command line and found as a provider.
 */
package topspin.interop.gym;
