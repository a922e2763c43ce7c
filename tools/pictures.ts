import { arbitrationPicture } from './arbitration-picture.ts'
import { commandPicture } from './command-picture.ts'
import { dialoguePicture } from './dialogue-picture.ts'

/** The pictures of the documentation that are drawn, each by what the simulator does when it is drawn. */
export const PICTURES: Readonly<Record<string, () => Promise<string>>> = {
  enumerate: () => commandPicture('enumerate --adapter sim:pcie-card --arm'),
  'arp-dialogue': () => dialoguePicture('pcie-card'),
  'arp-arbitration': () => arbitrationPicture('pcie-card', '010810ee0000002710ee000000202010'),
}
