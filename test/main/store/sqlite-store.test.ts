import { describeRunStore } from './describe-run-store.ts'
import { StoreFolder } from './store-folder.ts'

describeRunStore('a file', () => StoreFolder.make())
