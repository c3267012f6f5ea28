package topspin.interop.ale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A game of our own in 130 bytes of machine code, so that the emulator can be tested without a ROM of anybody else. ALE runs
 * it as the game that its file is called after, Tetris: it reads the score in memory 71 and the end of the game in memory 73.
 *
 * <p>The background's colour mixes all joystick positions so far, and the timer when the console was switched on. One of eight
 * colours is a point. A game takes 256 frames. The ball is placed once, at the
 * beginning, somewhere else in each: just what ALE's own saved states lack.
 */
final class HomeCartridge {
    private static final int SIZE = 2048;
    private static final int RESET_VECTOR = SIZE - 4;
    private static final String CODE = """
            78 D8 A2 FF 9A                        ; SEI, CLD, stack
            A9 00 85 81 85 82 85 F1 85 F2 85 F3   ; clear frames, score and end
            AD 84 02 45 80 85 80                  ; mix the timer into 80, which a reset does not clear
            85 02 A5 80 29 07 AA E8 CA D0 FD 85 14   ; wait as long as 80 says, and place the ball
            A9 0F 85 08 A9 02 85 1F A9 20 85 0A   ; white, shown, four wide
            A9 02 85 00 85 02 85 02 85 02 A9 00 85 00   ; frame: vertical sync
            A2 25 85 02 CA D0 FB                  ; 37 lines
            A9 00 85 01                           ; beam on
            AD 80 02                              ; joysticks
            45 80 2A 69 01 85 80 85 09            ; mix them into 80 and the background
            29 07 D0 0B                           ; one of eight:
            F8 18 A5 F1 69 01 85 F1 D8 EA EA      ; a point
            E6 81 D0 04 A9 80 85 F3               ; frame 256: the end
            A2 C0 85 02 CA D0 FB                  ; 192 lines
            A9 02 85 01                           ; beam off
            A2 1E 85 02 CA D0 FB                  ; 30 lines
            4C 31 F8                              ; next frame
            """;

    private HomeCartridge() {
    }

    /** Writes the cartridge into a directory. */
    static Path in(Path directory) throws IOException {
        byte[] rom = new byte[SIZE];
        int at = 0;
        for (String line : CODE.split("\n")) {
            for (String hex : line.replaceFirst(";.*", "").trim().split(" +")) {
                rom[at++] = (byte) Integer.parseInt(hex, 16);
            }
        }
        rom[RESET_VECTOR + 1] = (byte) 0xF8;
        rom[RESET_VECTOR + 3] = (byte) 0xF8;
        return Files.write(directory.resolve("tetris.bin"), rom);
    }
}
